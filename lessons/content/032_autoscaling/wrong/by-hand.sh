# check: scale/hpa event-missing
kubectl create deployment hot --image=nginx
kubectl scale deployment hot --replicas=4
! wait 15
