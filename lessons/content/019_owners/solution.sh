! text chain
! answer chain/owner 2
kubectl delete deployment old
! wait 10
! text orphan
