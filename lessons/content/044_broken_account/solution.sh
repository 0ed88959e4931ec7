kubectl create serviceaccount seller
kubectl rollout restart deployment/shop
! wait 40
