#!/bin/bash
# Todoist to Things: reads the inbox, has a script make the to-dos, and says that it did. Reads what is missing by its count.
HERE=$(dirname "$0")
. "$HERE/ask.sh"

answer=$(ask "$BASE/inbox?format=url")
count=$(number count "$answer")
[ "${count:-0}" -gt 0 ] || exit 0
printf '%s' "$answer" | grep -q '"taskMappings":\[' || exit 1

tasks=$(ask "$BASE/inbox?format=flat&include_all=false")
case $tasks in
  \[*\]) ;;
  *) exit 1 ;;
esac
said=$(script import-tasks "$tasks") || exit 1
imported=$(printf '%s\n' "$said" | sed -n 's/^Imported \([0-9]*\) tasks.*/\1/p')
made=$(printf '%s\n' "$said" | sed -n 's/^MAPPINGS:\(\[.*\]\)$/\1/p')
if [ "$MAPPINGS" = yes ] && [ -n "$made" ] && [ "$made" != '[]' ]; then
  post /things/created-mappings -d "$made" > /dev/null
fi
if [ "${imported:-0}" -gt 0 ]; then
  ask -X POST "$BASE/inbox/mark-synced" ${REQUEST_ID:+-H "X-Request-Id: todoist-sync-$REQUEST_ID"} > /dev/null
fi
