# check: ingress/canary field-differs
kubectl create ingress shop-canary --class=nginx --rule='shop.example.com/*=canary:80'
