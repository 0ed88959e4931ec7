# check: mend/answers service-not-asked
kubectl rollout restart deployment/{{app}}
! wait 15
kubectl exec tools -- wget -qO- -T 3 {{app}}
! wait 2
