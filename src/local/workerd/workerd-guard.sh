#!/bin/sh
# Becomes workerd, and sees to it that workerd ends when the program that started it is gone, however that ended.
# Needs REAL_WORKERD (the executable) and WORKERD_PID_FILE (where to put its process id). Polls once a second; signals of the terminal do not reach the watching part.
parent=$PPID
echo $$ >"$WORKERD_PID_FILE"
(
  trap '' INT HUP
  while kill -0 "$parent" && kill -0 $$; do sleep 1; done
  kill -9 $$
) </dev/null >/dev/null 2>&1 3>&- &
exec "$REAL_WORKERD" "$@"
