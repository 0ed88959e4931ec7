kubectl patch resourcequota small -p '{"spec":{"hard":{"pods":"10"}}}'
kubectl rollout restart deployment/shop
! wait 40
