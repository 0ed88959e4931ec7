# watch: mend/opened
kubectl delete networkpolicy {{app}}
! wait 2
