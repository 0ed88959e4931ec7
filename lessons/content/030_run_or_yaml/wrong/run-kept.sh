# check: change/changed field-differs
kubectl run kept --image=nginx
kubectl label pod kept version=v2
