# watch: deaf/force
! text deaf 1
kubectl delete pod deaf --force
