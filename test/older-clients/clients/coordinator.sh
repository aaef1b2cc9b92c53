#!/bin/bash
# Looks whether anything is asked for, answers every request, and looks whether all is well.
HERE=$(dirname "$0")
. "$HERE/ask.sh"

requests=$(ask "$BASE/sync/requests")
printf '%s' "$requests" | grep -q '"requests":\[' || exit 1
printf '%s' "$requests" | grep -o '"id":"[^"]*"' | sed 's/"id":"\(.*\)"/\1/' | while read -r id; do
  post /sync/respond -d "{\"requestId\":\"$id\",\"type\":\"todoist_to_things\",\"status\":\"completed\",\"tasksProcessed\":1}" > /dev/null
done
ask "$BASE/sync/verify" | grep -q '"isHealthy":' || exit 1
ask "$BASE/sync/status" | grep -q '"syncLocked":false' || exit 1
ask "$BASE/metrics?hours=1" | grep -q '"totalSyncs":[0-9]' || exit 1
