# check: undo/back image-not-rolled-out
! text first
! text update
! text stuck
kubectl delete pods -l app=web --now
! wait 20
