# check: drain/moved placed-elsewhere
kubectl cordon k8snode1
! wait 5
