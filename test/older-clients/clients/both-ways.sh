#!/bin/bash
# Both directions, as a launch agent runs them: asks for settings and for the lock first, and for conflicts at the end.
HERE=$(dirname "$0")
. "$HERE/ask.sh"

config=$(ask "$BASE/config")
printf '%s' "$config" | grep -q '"excludedTags":\[' || exit 1
locked=$(ask "$BASE/sync/status" | sed -n 's/.*"syncLocked":\([^,]*\),.*/\1/p')
[ "$locked" = false ] || exit 1
"$HERE/importer.sh" || exit 1
"$HERE/exporter.sh" || exit 1
[ -n "$(number count "$(ask "$BASE/conflicts")")" ] || exit 1
