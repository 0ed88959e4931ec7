{{mend}}
kubectl rollout restart deployment/{{app}}
! wait 40
