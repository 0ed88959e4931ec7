kubectl delete pvc data --wait=false
kubectl delete pods -l app={{app}} --now
sleep 3
kubectl create -f - <<'E'
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: fast
  resources: {requests: {storage: 1Gi}}
E
! wait 40
