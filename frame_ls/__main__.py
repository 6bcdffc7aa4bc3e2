"""`python -m frame_ls`: the same as `frame`."""

from frame_ls.cli import main

main()
