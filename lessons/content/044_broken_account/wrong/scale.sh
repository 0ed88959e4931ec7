# check: mend/ready no-pods
kubectl scale deployment {{app}} --replicas=3
! wait 20
