# check: backoff/loop status-not-seen
kubectl run flop --image=busybox --restart=OnFailure -- sleep 3
! wait 40
