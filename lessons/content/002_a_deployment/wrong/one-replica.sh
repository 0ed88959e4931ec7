# check: create/created field-differs
kubectl create deployment nginx-test --image=nginx
! wait 20
