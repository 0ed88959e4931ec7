# check: order/first status-not-seen
kubectl run steps --image=nginx
! wait 15
