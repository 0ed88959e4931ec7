kubectl logs -l app={{app}} -c wait-for-{{db}}
kubectl expose deployment {{db}} --port=6379
! wait 30
