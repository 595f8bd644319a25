"""What can be done: frozen dataclasses with ``run(uow, day)``, one area a module."""
