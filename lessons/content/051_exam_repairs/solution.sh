{{mend}}
kubectl create secret generic worker --from-literal=token=x
kubectl label node k8snode1 disk=ssd
! wait 30
kubectl exec tools -- wget -qO- -T 3 {{app}}
! wait 20
