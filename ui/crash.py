"""What is told of a bug: the kind of error and the places in the program, nothing else.

The message of an exception may hold what was read from a file or typed; it is left out,
and so are the values of variables.
"""


def report(error: BaseException, version: str) -> str:
    """Build the report of one bug: versions, kind of error, module, function and line."""
    import platform

    lines = [
        f"POM desk {version}, Python {platform.python_version()}, {platform.system()}",
        f"{type(error).__module__}.{type(error).__qualname__}",
    ]
    trace = error.__traceback__
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "?")
        lines.append(f"  {module}.{trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}")
        trace = trace.tb_next
    cause = error.__cause__ or error.__context__
    if cause is not None:
        lines.append(f"after {type(cause).__module__}.{type(cause).__qualname__}")
    return "\n".join(lines)
