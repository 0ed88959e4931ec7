kubectl cordon k8snode1
kubectl taint node k8snode2 repair=tonight:NoSchedule
kubectl create deployment shop --image=nginx:1.27 --replicas=2
