"""What can be asked: frozen dataclasses with ``run(uow, day)``, one area a module."""
