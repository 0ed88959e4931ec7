# check: end/again object-missing
! text serve
kubectl delete pod box --grace-period=1
