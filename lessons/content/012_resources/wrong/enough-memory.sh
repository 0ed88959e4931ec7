# check: oom/oom container-state
kubectl run greedy --image=nginx
! wait 15
