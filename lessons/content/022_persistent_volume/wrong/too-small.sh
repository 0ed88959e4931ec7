# check: bind/bound field-differs
! text claim
kubectl create -f - <<'E'
apiVersion: v1
kind: PersistentVolume
metadata: {name: pv-data}
spec:
  capacity: {storage: 100Mi}
  accessModes: [ReadWriteOnce]
  storageClassName: manual
  hostPath: {path: /data/pv}
E
! wait 10
