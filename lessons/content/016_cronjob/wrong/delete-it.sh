# check: suspend/suspended object-missing
kubectl create cronjob tick --image=busybox --schedule='*/1 * * * *' -- date
kubectl delete cronjob tick
