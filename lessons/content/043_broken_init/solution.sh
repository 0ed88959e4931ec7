kubectl logs -l app=shop -c wait-for-db
kubectl expose deployment db --port=6379
! wait 30
