# check: start/ready pod-not-ready
kubectl create secret generic worker --from-literal=password=x
! wait 30
