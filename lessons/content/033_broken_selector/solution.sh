kubectl set selector service/shop app=shop
! wait 2
kubectl exec tools -- wget -qO- -T 3 shop
! wait 2
