# watch: remove/deployment
# TODO: how somebody meets the misconception.
kubectl create deployment web --image=nginx:1.27
! wait 10
