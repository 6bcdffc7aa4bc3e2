#!/usr/bin/env bash
# Renews the pictures of the READMEs and the documentation from the screenshots that the last run of tests/editors and
# tests/cli/test_play.py has left.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
for picture in vscode/media/pictures/*.png nvim/pictures/*.png ../docs/pictures/*.png; do
    cp "../.artifacts/editors/$(basename "$picture")" "$picture"
done
