kubectl logs -l app=worker
kubectl set env deployment/worker DATABASE=db
! wait 20
