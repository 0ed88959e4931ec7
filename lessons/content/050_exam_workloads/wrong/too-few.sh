# check: deploy/ready too-few-pods
kubectl create deployment {{app}} --image=nginx:1.26 --replicas=1
! wait 30
