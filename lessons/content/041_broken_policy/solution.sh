{{mend}}
! wait 2
kubectl exec tools -- wget -qO- -T 3 {{app}}
! wait 2
