"""Frame: separation logic for annotated C, in the editor, on the command line and as a library."""

__version__ = "0.1.0"
