#!/bin/bash
# Things to Todoist: the inbox, then what was completed in the last week, then the whole trash, all of it every time.
HERE=$(dirname "$0")
. "$HERE/ask.sh"

tasks=$(script read-inbox) || exit 1
if [ -n "$tasks" ] && [ "$tasks" != '[]' ]; then
  answer=$(post /things/sync ${REQUEST_ID:+-H "X-Request-Id: things-sync-$REQUEST_ID"} -d "$tasks")
  printf '%s' "$answer" | grep -q '"summary":{[^}]*"created":[0-9]*,"existing":[0-9]*,"errors":[0-9]*' || exit 1
  if [ "$TAGS" = yes ]; then
    # No jq: one object after another, by the order of its members.
    made=$(printf '%s' "$answer" | grep -o '"id":"[^"]*","title":[^}]*"status":"created","todoist_id":"[^"]*"' |
      sed 's/^"id":"\([^"]*\)".*"todoist_id":"\([^"]*\)"$/{"thingsId":"\1","todoistId":"\2"}/' |
      awk '{ printf "%s%s", (NR > 1 ? "," : ""), $0 }')
    [ -z "$made" ] || script tag-synced "[$made]" > /dev/null
  fi
fi

completed=$(script read-completed) || exit 1
if [ -n "$completed" ] && [ "$completed" != '[]' ]; then
  answer=$(post /things/sync-completed -d "$completed")
  printf '%s' "$answer" | grep -q '"summary":{[^}]*"completed":[0-9]*,"notFound":[0-9]*,"errors":[0-9]*' || exit 1
fi

deleted=$(script read-deleted) || exit 1
if [ -n "$deleted" ] && [ "$deleted" != '[]' ]; then
  answer=$(post /things/sync-deleted -d "$deleted")
  [ -n "$(number closed "$answer")" ] || exit 1
fi
