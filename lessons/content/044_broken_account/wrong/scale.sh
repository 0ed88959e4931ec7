# check: mend/ready no-pods
kubectl scale deployment shop --replicas=3
! wait 20
