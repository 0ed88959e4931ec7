kubectl uncordon k8snode1
kubectl taint node k8snode2 repair-
! wait 20
