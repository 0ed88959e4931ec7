# check: hook/prestop no-file
kubectl run polite --image=nginx
! wait 10
kubectl delete pod polite
