# check: across/answered nobody-asked
kubectl exec left -- ping -c 1 127.0.0.1
