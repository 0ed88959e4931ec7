# check: tolerate/all not-placed
kubectl create deployment agent --image=nginx --replicas=2
! wait 15
