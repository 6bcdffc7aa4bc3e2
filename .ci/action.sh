#!/usr/bin/env bash
# What the steps of action.yml run: checks, writes SARIF, shows findings at their lines. The inputs are in the
# environment, so that no text of theirs is ever taken for a command.
set -euo pipefail

case ${1:?install or check} in
    install)
        [ "$VERSION" = none ] && exit 0
        if [ -n "$VERSION" ]; then what=frame-ls$VERSION; else what=$GITHUB_ACTION_PATH; fi
        python3 -m pip install --quiet --disable-pip-version-check "$what"
        ;;
    check)
        read -r -a paths <<<"$PATHS"
        read -r -a arguments <<<"$ARGUMENTS"
        status=0
        frame check "${arguments[@]}" --format sarif -o "$SARIF" -- "${paths[@]}" || status=$?
        # What the first run has found is in the cache.
        frame check "${arguments[@]}" --format github -- "${paths[@]}" || true
        echo "status=$status" >>"$GITHUB_OUTPUT"
        [ ! -s "$SARIF" ] || echo "sarif=$SARIF" >>"$GITHUB_OUTPUT"
        if [ "$status" -ge 2 ] || [ "$FAIL" = true ]; then exit "$status"; fi
        ;;
esac
