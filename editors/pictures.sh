#!/usr/bin/env bash
# Renews the pictures of the READMEs from the screenshots that the last run of tests/editors has left.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
for picture in vscode/media/pictures/*.png nvim/pictures/*.png; do
    cp "../.artifacts/editors/$(basename "$picture")" "$picture"
done
