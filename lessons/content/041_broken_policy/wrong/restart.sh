# check: mend/answers service-not-asked
kubectl rollout restart deployment/shop
! wait 15
kubectl exec tools -- wget -qO- -T 3 shop
! wait 2
