# check: count/complete object-missing
kubectl create deployment pack --image=busybox -- sleep 4
! wait 20
