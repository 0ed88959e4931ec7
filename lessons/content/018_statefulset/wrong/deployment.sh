# check: order/ordered object-missing
kubectl create deployment db --image=redis --replicas=3
! wait 20
