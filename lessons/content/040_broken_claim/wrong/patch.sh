# check: mend/ready pod-not-ready
kubectl patch pvc data -p '{"spec":{"storageClassName":"fast"}}'
! wait 15
