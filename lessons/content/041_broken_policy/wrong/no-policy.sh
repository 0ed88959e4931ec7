# watch: mend/opened
kubectl delete networkpolicy shop
! wait 2
