# check: expose/answered object-missing
kubectl create deployment web --image=nginx --replicas=2
! wait 15
